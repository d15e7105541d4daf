"""People, counties, offices, memberships, sign-in and acting-as."""
