"""Reports for a team: what a week brought, with charts, as one HTML page or as PDF."""
