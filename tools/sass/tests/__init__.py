"""Run by `python3 -m unittest discover -s tools/sass -t tools/sass`."""
