"""Secrets behind their names inside the texts of a line, and code and prose that only name them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.runtime.redaction import may_have_secrets, redacted_line
from codex_tui.runtime.secret_assignments import without_assignments, without_loose_assignments
from codex_tui.state.wire_log import MessageKind


def hide(secret: bytes) -> bytes:
    return b"<%d>" % len(secret)


def kept(text: str) -> str:
    """A text as a line of JSON keeps it."""
    found = json.loads(without_assignments(json.dumps({"text": text, "after": "same"}).encode(), hide))
    assert found["after"] == "same"
    return str(found["text"])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('say {"api_key": "abc\\"d\\ne", "n": 1}', 'say {"api_key": "<12>", "n": 1}'),
        ('{"password":"hunter2"}', '{"password":"<7>"}'),
        ('{"password": "correct horse"}', '{"password": "<13>"}'),
        ('{"pin_password": 1234, "token": 7}', '{"pin_password": <4>, "token": 7}'),
        ('curl -d "{\\"api_key\\":\\"hunter2\\"}" x', 'curl -d "{\\"api_key\\":\\"<7>\\"}" x'),
        ('curl -d "{\\"password\\": \\"a\\\\\\"b\\"}"', 'curl -d "{\\"password\\": \\"<10>\\"}"'),
        ("{'password': 'hunter2', 'token':'abcd'}", "{'password': '<7>', 'token':'<4>'}"),
        ("OPENAI_API_KEY=abcdefgh", "OPENAI_API_KEY=<8>"),
        ("a\nAWS_SECRET_ACCESS_KEY=wJalr/bPx+Rfi=\nb", "a\nAWS_SECRET_ACCESS_KEY=<14>\nb"),
        ('export GITHUB_TOKEN="letters"; x', 'export GITHUB_TOKEN="<7>"; x'),
        ("export GITHUB_TOKEN='letters'", "export GITHUB_TOKEN='<7>'"),
        ("PASSWORD=$2b$10$abc", "PASSWORD=<10>"),
        ("password=hunter2", "password=<7>"),
        ("password=letters\n", "password=<7>\n"),
        ("https://example.org/?token=letters&x=1", "https://example.org/?token=<7>&x=1"),
        ('password = "hunter2"', 'password = "<7>"'),
        ("password := 'hunter2'", "password := '<7>'"),
        ("aws_secret_access_key = abc123def456\n", "aws_secret_access_key = <12>\n"),
        ("password: hunter2", "password: <7>"),
        ("curl -H 'X-Api-Key: abc123def'", "curl -H 'X-Api-Key: <9>'"),
        ("mysql --password hunter2 db", "mysql --password <7> db"),
        ("mysql --password=letters db", "mysql --password=<7> db"),
        ("mysql --password 'letters' db", "mysql --password '<7>' db"),
        ('x --token "letters" y', 'x --token "<7>" y'),
        ("mysql --password letters -u me", "mysql --password <7> -u me"),
        ("mysql --password letters", "mysql --password <7>"),
        ('["mysql","--password","letters"]', '["mysql","--password","<7>"]'),
        ("['mysql', '--password', 'letters']", "['mysql', '--password', '<7>']"),
        ("Cookie: a=b; c=d\nHost: x", "Cookie: <8>\nHost: x"),
        ("-H 'Set-Cookie: id=7; Secure' x", "-H 'Set-Cookie: <12>' x"),
        ("Authorization: Basic abc123==", "Authorization: Basic <8>"),
        ("Authorization: abc123def", "Authorization: <9>"),
    ],
)
def test_assigned_secrets_are_hidden(text: str, wanted: str) -> None:
    assert kept(text) == wanted
    assert may_have_secrets(text)


def test_the_next_argument_of_a_list_is_hidden() -> None:
    line = b'{"command":["mysql","--password","letters","db", "--token", "abcd"]}'

    wanted = b'{"command":["mysql","--password","<7>","db", "--token", "<4>"]}'
    assert without_assignments(line, hide) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "password = get_password()",
        "password = getpass2()",
        "password=get_password(),",
        "connect(password=password, token=token)",
        "connect(user, password=secret)",
        "token=None",
        "token = tokens[0]; key = None",
        "max_tokens=100, total_tokens=100000000",
        "token=100000",
        "the password is hunter-like; a token: see the docs",
        "Password: ",
        'password: "Enter your password"',
        "password: string; apiKey: Optional[str]",
        "self.password = self.settings.password",
        'api_key = os.environ["OPENAI_API_KEY"]',
        "OPENAI_API_KEY=$KEY OPENAI_API_KEY=${KEY} OPENAI_API_KEY=<your-key> OPENAI_API_KEY=****",
        'OPENAI_API_KEY="$KEY" PASSWORD=""',
        "if password == other or token != last:",
        "use --token TOKEN, --password <password> or the --password option to log in",
        "--password-file /x --token $TOKEN --api-key=$KEY --no-secret",
        'Token: "#cccccc", bearer_token = "bearerToken"',
        "{'password': 1, 'token': 100000}",
        "Cookie: yes please; the cookie: a small text",
        "Authorization: required",
        "for token in tokens: yield token",
        "dict(secret: bool = False)",
    ],
)
def test_code_and_prose_stay_byte_for_byte(text: str) -> None:
    assert kept(text) == text


PIECES = (
    "password",
    "API_KEY",
    "--token",
    "=",
    ":",
    " ",
    '"',
    "\\",
    "'",
    ",",
    "\n",
    "hunter2",
    "letters",
    "1234",
    "{",
    "ü",
)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.integers(0, 2))
def test_whatever_a_text_has_the_line_is_the_same_json_around_it(text: str, depth: int) -> None:
    for _ in range(depth):
        text = json.dumps({"inner": text})

    line = json.dumps({"text": text, "after": "same"}, separators=(",", ":")).encode()

    found = redacted_line(MessageKind.NOTIFICATION, "x/y", line)

    assert json.loads(found)["after"] == "same"
    assert redacted_line(MessageKind.NOTIFICATION, "x/y", found) is found


def test_members_of_the_line_itself_are_not_its_texts() -> None:
    line = b'{"a":"--token","b":"x --token","c":["--token","-x"]}'

    assert without_assignments(line, hide) == line

    line = b'{"text":"password: ","next":"abc123","password": 123456, "token" : "x"}'

    assert without_assignments(line, hide) == line


def test_a_quoted_text_that_is_cut_is_hidden_to_its_end() -> None:
    assert without_assignments(b'{"text":"{\\"password\\":\\"hunt', hide) == b'{"text":"{\\"password\\":\\"<4>'


def test_any_value_in_a_text_that_is_no_json_is_hidden() -> None:
    text = b'{"access_token": abc} API_KEY="def" Authorization: Bearer ghi keyword=x'

    assert without_loose_assignments(text, hide) == (
        b'{"access_token": <3>} API_KEY="<3>" Authorization: Bearer <3> keyword=x'
    )
