"""WHEN: campaigns, from release to the account of who was contacted."""
