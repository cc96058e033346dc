"""What the app-server says, as types: lenient in, strict out."""
