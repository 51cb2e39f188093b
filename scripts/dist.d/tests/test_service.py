"""The unit that the guide shows is the one that the distribution brings."""

import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


class ServiceTest(unittest.TestCase):
    def test_the_guide_shows_the_unit(self):
        unit = (ROOT / "scripts/dist.d/taplane.service").read_text()
        self.assertIn(f"```ini\n{unit}```\n", (ROOT / "docs/guide/service.md").read_text())
