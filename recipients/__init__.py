"""WHO: organisations, people and posts; imports, lists, and audiences with their reasons."""
