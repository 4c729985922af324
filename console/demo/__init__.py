"""The demo: the main job on embedded parts, from a folder and a spreadsheet to who was contacted."""
