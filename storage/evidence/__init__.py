"""Evidence: the chain over captures, a root a day, and packs that a third party can check offline."""
