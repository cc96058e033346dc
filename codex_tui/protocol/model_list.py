"""The models that the server offers, as `model/list` names them."""

from __future__ import annotations

from typing import Any

from codex_tui.protocol.base import WireModel


class ModelEffort(WireModel):
    """One reasoning effort that a model takes."""

    reasoning_effort: str = ""


class ModelOffer(WireModel):
    """One model; `model` is its name on the wire, which older servers call `id`."""

    id: str = ""
    model: str = ""
    description: str = ""
    is_default: bool = False
    hidden: bool = False
    supported_reasoning_efforts: list[ModelEffort] = []

    @property
    def name(self) -> str:
        """What `turn/start` takes."""
        return self.model or self.id


class ModelPage(WireModel):
    """One page of models."""

    data: list[Any] = []
