"""Tree-sitter front ends: one source file of a language other than Python -> ModuleFacts.

What they add to the form of aibom.scanners.code.facts:
- The receiver is written as the language writes it: `this.llm` (JavaScript, Java, C#, Kotlin; PHP's `$this->llm`),
  `self.llm` (Rust; Ruby's `@llm`). PHP's names have no `$`.
- `undefined` is a Name, `null` a Lit. `a && b` is the value of b.
- Functions written in place are named `<lambda:LINE>`, `<lambda:LINE:COLUMN>` for a second one on that line; they
  are among the functions, with their returns. A function assigned to a constant has that name, and no Binding.
- A rest parameter is named `*args`. A destructured one is named `<param:N>`; its names are Bindings to its members.
- A destructured name with a default is bound to Either(member, default).
- A field or property with a type and without a value has the value Opaque(""), or its annotation's call
  (`@Value("${model:x}") String model`).
- `x += v` is a Call of `x.__iadd__`.
- The parts of JSX elements: attributes are kwargs, child elements and texts are args.
- Literals in the published form of a token, or written for a name that says secret, are masked as `***`.
"""

from __future__ import annotations

from aibom.scanners.code.treesitter.grammars import language_of
from aibom.scanners.code.treesitter.read import read_source

__all__ = ["language_of", "read_source"]
