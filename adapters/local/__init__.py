"""The local chat: the demo, on HTML and server-sent events, with a clock that can be moved."""
