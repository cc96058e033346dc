"""The footer: the keys that work right now, as the key table names them; a click on one is as good as the key."""

from __future__ import annotations

from rich.text import Text
from textual import events
from textual.dom import DOMNode
from textual.strip import Strip

from codex_tui.ui.context import UiContext
from codex_tui.ui.keys import KEYS, Where, shown_key
from codex_tui.ui.widgets.line_list import LineList
from codex_tui.ui.widgets.line_view import LineView

_ORDER = {key.id: position for position, key in enumerate(KEYS)}
_PANES = {f"anywhere.{name}" for name in ("threads", "stream", "wire", "inbox", "composer")}
"""The keys that every user knows first are the first to go where there is no room."""
_GLOBAL = {key.id for key in KEYS if key.where is Where.ANYWHERE}


def _is_useful(node: DOMNode, action: str) -> bool:
    """A list knows which of its keys would only say why they do nothing."""
    return not isinstance(node, LineList) or node.is_useful(action)


class KeyFooter(LineView):
    """One row at the bottom, drawn from the screen's active bindings."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, id="key-footer")
        self._spans: list[tuple[int, int, str]] = []

    def on_mount(self) -> None:
        """Bindings change with the focus, and with what can be done."""
        self.screen.bindings_updated_signal.subscribe(self, lambda screen: self.refresh())

    def row_strip(self, y: int) -> Strip:
        """The row; the keys of the focused pane come first, since they are the ones that change."""
        palette, width = self.context.palette, self.size.width
        text = Text(" ")
        self._spans = []
        for keys, label, action, is_greyed in self._keys():
            piece = f"{keys} {label}"
            if text.cell_len + len(piece) + 1 > width:
                continue
            self._spans.append((text.cell_len, text.cell_len + len(piece), action))
            text.append(keys, palette.faint if is_greyed else palette.accent).append(
                f" {label}  ", palette.faint if is_greyed else palette.muted
            )
        return self.strip_of(text, width)

    async def on_click(self, event: events.Click) -> None:
        """Press the key under the mouse."""
        for start, end, key in self._spans:
            if start <= event.x < end:
                self.app.simulate_key(key)
                return

    def _keys(self) -> list[tuple[str, str, str, bool]]:
        """Shown key, label, the key to press, and whether it is greyed out; as in the table, the pane's own first."""
        active = [
            (binding.id or "", key, binding)
            for key, (node, binding, is_enabled, _) in self.screen.active_bindings.items()
            if is_enabled and binding.show and binding.id in _ORDER and _is_useful(node, binding.action)
        ]
        active.sort(key=lambda found: (found[0] in _GLOBAL, found[0] in _PANES, _ORDER[found[0]]))
        greyed = self.context.greyed_keys
        seen: dict[str, tuple[str, str, str, bool]] = {}
        for binding_id, key, binding in active:
            seen.setdefault(binding_id, (shown_key(key), binding.description, key, binding_id in greyed))
        return list(seen.values())
