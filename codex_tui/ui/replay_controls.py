"""What a person does with a replay: pause, step, speed, jumps, search; and the timer that makes it go on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rich.text import Text

from codex_tui.runtime.replay_file import NotReadable
from codex_tui.runtime.replay_jump import JumpTarget, ReplayJump, to_end, to_fraction, to_text, to_time
from codex_tui.runtime.replay_lookahead import ReplayLookahead
from codex_tui.runtime.replay_player import ReplayPlayer
from codex_tui.state.replay import ReplayStatus
from codex_tui.ui.render.palette import Palette
from codex_tui.ui.render.replay import recording_rows
from codex_tui.ui.render.text import visible
from codex_tui.ui.replay_places import target_for

if TYPE_CHECKING:
    from codex_tui.ui.replay_app import ReplayApp

JUMP_BUDGET_S = 0.025
"""Of each tick while a jump is under way; a key waits for no longer."""


class ReplayControls:
    """The replay, as commands and keys see it."""

    def __init__(self, app: ReplayApp, player: ReplayPlayer) -> None:
        self._app = app
        self._player = player
        self._jump: ReplayJump | None = None
        self._lookahead: ReplayLookahead | None = None
        self._searched = ""
        self._told_damage = False

    @property
    def status(self) -> ReplayStatus:
        """Where it stands."""
        return self._player.status

    @property
    def is_going(self) -> bool:
        """Whether a jump or a search is under way."""
        return self._jump is not None or self._lookahead is not None

    async def tick(self) -> None:
        """Time has passed."""
        if self._jump is not None:
            self._jump.advance(JUMP_BUDGET_S)
            if self._jump.is_done:
                await self._arrive()
        elif self._lookahead is not None:
            self._lookahead.advance(JUMP_BUDGET_S)
            if self._lookahead.is_done:
                self._take_lookahead()
        else:
            self._player.tick()
        self._tell_damage()
        self._app.dashboard.sync_replay()

    def begin(self) -> None:
        """Play; at speed 0 all of it at once."""
        if not self._player.speed:
            self._go(to_end())

    def jump(self, where: str) -> None:
        """Go to a time, a message, a part of the file, the start or the end."""
        try:
            target = target_for(where, self.status, self._app.ui_context.tz)
        except ValueError as error:
            self._app.host.tell("warning", visible(str(error), keep_newlines=False))
        else:
            self._go(target)

    def jump_to_fraction(self, fraction: float) -> None:
        """Go to a part of the file, from 0 to 1."""
        self._go(to_fraction(fraction))

    def skip(self, seconds: float) -> None:
        """Go so many recorded seconds on, or back."""
        self._go(to_time(self.status.at + seconds))

    def find(self, text: str) -> None:
        """Go on to the next message with this text; without one, with the text before."""
        self._searched = text or self._searched
        if self._searched:
            self._look(to_text(self._searched))
        else:
            self._app.host.ask_text("Go on to the next message with this text", "", self.find)

    def ask_find(self) -> None:
        """Ask for the text to look for; the one before stands there."""
        self._app.host.ask_text("Go on to the next message with this text", self._searched, self.find)

    def use_speed(self, text: str) -> None:
        """Play at another speed."""
        try:
            speed = float(text.rstrip("×x"))
        except ValueError:
            speed = math.nan
        if 0 <= speed < math.inf:
            self._player.set_speed(speed)
            self.begin()
        else:
            told = visible(text, keep_newlines=False)
            self._app.host.tell("warning", f"{told} is no speed. Give a number from 0 up: 1 as recorded, 0 at once.")

    def change_speed(self, step: int) -> None:
        """Faster (1) or slower (-1)."""
        self._player.change_speed(step)

    def toggle_pause(self) -> None:
        """Pause, or go on."""
        if not self.stay():
            self._player.set_paused(not self._player.is_paused)

    def step(self) -> None:
        """Pause, and show one more message."""
        self.stay()
        self._player.step()

    def stay(self) -> bool:
        """Break off the jump that is under way; say whether there is one."""
        if self._jump is not None:
            self._jump.finish()
        elif self._lookahead is not None:
            self._lookahead.finish()
            self._lookahead = None
        else:
            return False
        return True

    def explain(self) -> None:
        """Show what is known of the recording."""
        status, tz = self.status, self._app.ui_context.tz

        def rows_for(width: int, palette: Palette) -> list[Text]:
            return recording_rows(status, width, palette, tz=tz)

        self._app.host.read("The recording", rows_for)

    def _look(self, target: JumpTarget) -> None:
        """Go to a text, once it is known to come."""
        if self._is_free():
            try:
                self._lookahead = ReplayLookahead(self._player, target)
            except NotReadable as error:
                self._app.host.tell("error", f"Not searched: {error}.")

    def _take_lookahead(self) -> None:
        """Go there, or say that there is nothing, and stay."""
        lookahead, self._lookahead = self._lookahead, None
        if lookahead is None:
            return
        if lookahead.is_found:
            self._go(lookahead.target)
        else:
            self._tell_missed(lookahead.target)

    def _tell_missed(self, target: JumpTarget) -> None:
        self._app.host.tell("warning", visible(f"{target.words} does not come any more.", keep_newlines=False))

    def _is_free(self) -> bool:
        """Whether nothing is under way; says so where something is."""
        if self.is_going:
            self._app.host.tell("warning", "It is still on its way. Press escape to stay where it is.")
        return not self.is_going

    def _go(self, target: JumpTarget) -> None:
        if not self._is_free():
            return
        self._jump = ReplayJump(self._player, self._app.model, target, self._app.new_model)

    async def _arrive(self) -> None:
        jump, self._jump = self._jump, None
        if jump is None:
            return
        if jump.is_backwards:
            if not self._player.speed:
                self._player.set_paused(True)
            await self._app.use_model(jump.model)
        else:
            self._app.refresh_all()
        if jump.is_missed:
            self._tell_missed(jump.target)

    def _tell_damage(self) -> None:
        """Once; the bar says it for as long as it holds."""
        if self._player.first_damage and not self._told_damage:
            self._told_damage = True
            self._app.host.tell("warning", f"{self._player.first_damage}. All else is shown.")
