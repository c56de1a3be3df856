"""incident-lint: lint the incidents that a team keeps in git."""

__version__ = "0.1.0"
