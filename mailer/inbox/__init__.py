"""What comes back by mail: collected, stored raw first, read after, matched with the delivery it is about."""
