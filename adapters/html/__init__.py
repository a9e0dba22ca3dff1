"""Cards and forms as HTML, for every way out that is read in a browser; knows only the core."""
