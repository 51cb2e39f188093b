"""What a page holds: blocks with their options, links outside of code, and anchors as GitHub makes them."""

import tempfile
import unittest
from pathlib import Path

from pages import Block, Link, all_pages, anchors_of, parse

PAGE = """# Title

See [one](a.md#x) and ![two](b.svg), not `[three](c.md)`.

```sh on=10.98.0.2 not-run="no such host"
# no heading, [no link](d.md)
echo
```

- An item

  ```text
  inside
  ```

````text
```
````
## Title
"""


class PageTest(unittest.TestCase):
    def setUp(self):
        self.page = parse(Path("page.md"), PAGE)

    def test_reads_blocks(self):
        self.assertEqual(
            Block(5, "sh", {"on": "10.98.0.2", "not-run": "no such host"}, "# no heading, [no link](d.md)\necho\n"),
            self.page.blocks[0],
        )
        self.assertEqual(["sh", "text", "text"], [block.language for block in self.page.blocks])
        self.assertEqual("```\n", self.page.blocks[2].text)

    def test_finds_links_outside_of_code(self):
        self.assertEqual((Link(3, "a.md#x"), Link(3, "b.svg")), self.page.links)

    def test_numbers_anchors_that_are_taken(self):
        self.assertEqual({"title", "title-1"}, self.page.anchors)

    def test_a_fence_without_language_and_end_is_a_block(self):
        self.assertEqual((Block(1, "", {}, "left\n"),), parse(Path("page.md"), "```\nleft\n").blocks)


class AnchorTest(unittest.TestCase):
    def test_follows_github(self):
        headings = ["Type tap", "How do I …?", "`vlan`: the [VLAN](v.md) of a port", "A_b - c"]
        self.assertEqual(
            ["type-tap", "how-do-i-", "vlan-the-vlan-of-a-port", "a_b---c"],
            list(anchors_of(headings)),
        )


class AllPagesTest(unittest.TestCase):
    def test_leaves_out_what_builds_and_tools_make(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in ("README.md", "docs/a.md", "docs/b.txt", "java/target/c.md", ".git/d.md"):
                file = Path(folder, name)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.touch()
            found = [str(path.relative_to(folder)) for path in all_pages(Path(folder))]
            self.assertEqual(["README.md", "docs/a.md"], found)


if __name__ == "__main__":
    unittest.main()
