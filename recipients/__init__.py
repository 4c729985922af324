"""WHO: organisations, people and posts, and the audiences drawn from them."""
