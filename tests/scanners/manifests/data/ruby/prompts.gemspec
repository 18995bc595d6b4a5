Gem::Specification.new do |spec|
  spec.name = "prompts"
  spec.version = Prompts::VERSION
  spec.add_dependency "ruby-openai", "~> 7.0"
  spec.add_development_dependency("webmock")
end
