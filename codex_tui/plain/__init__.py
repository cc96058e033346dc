"""The line mode: the server's lines on standard output, turns and :commands from standard input, no screen."""
