"""The base of every wire model: camelCase outside, snake_case inside, unknown keys kept."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class WireModel(BaseModel):
    """Something the server sent; new fields of newer servers stay in `model_extra`."""

    # Deferred building keeps some sixty models out of the time to the first paint.
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="allow", defer_build=True)
