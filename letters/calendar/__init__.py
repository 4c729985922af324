"""The calendar of a letter: its deadlines and events as a file that people's own calendars take in."""
