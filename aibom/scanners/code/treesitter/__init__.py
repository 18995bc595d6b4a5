"""Tree-sitter front ends: one source file of a language other than Python -> ModuleFacts.

What they add to the form of aibom.scanners.code.facts:
- The object of a method is named as the language names it: `this.llm` (JavaScript, Java, C#, Kotlin, PHP), `self.llm`
  (Rust; Ruby's `@llm`; Go's receiver, whatever its name). In Java, C# and Kotlin a bare name that is an instance
  member of the class around, and no local name, is `this.name` too. Rust's `Self` is the type's name.
- A constructor is a Function named "constructor"; the call of the base class's one is a Call of `super`. Parameters of
  records, primary constructors and struct fields are Bindings of form "field" in written order.
- A field with a type and without a value has the value Opaque(""), or the call of its only annotation
  (`@Value("${model:x}") String model`), or the default that its tag or attribute states (Go, Rust).
- Enums are Classes with the base `enum`, members are fields; Ruby's modules are Classes with the base `module`.
- Functions written in place are named `<lambda:LINE>`, `<lambda:LINE:COLUMN>` for a second one on that line; they are
  among the functions. Assigned to a plain name, JavaScript's and Go's have that name, and no Binding.
- A rest parameter is named `*args`. A destructured one is named `<param:N>`; its names are Bindings to its members.
  A destructured name with a default is bound to Either(member, default).
- A chained call (one with a receiver) stands on the line of its method's name.
- `x += v` is a Call of `x.__iadd__`. `null`, `undefined` and their like are Lit(None).
- `format` functions on a literal are Templates; calls that only write out a collection (`listOf`, `List.of`, `vec!`)
  are Seqs and Maps.
- Annotations, attributes and decorators with arguments are Calls of form "annotation" ("decorator" in JavaScript).
- JSX elements are Calls of form "jsx": attributes are kwargs, child elements and texts are args.
- Literals in the published form of a token, or written for a name that says secret, are masked as `***`.
What is peculiar to one language is told in its module.
"""

from __future__ import annotations

from aibom.scanners.code.treesitter.read import read_source

__all__ = ["read_source"]
