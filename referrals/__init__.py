"""Selection, referral, agreed information, missing school documents, and the participant's own start."""
