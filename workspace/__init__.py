"""My day, the journey page, lists and the coordinator's pages: composes what the rooms offer, party by party."""
