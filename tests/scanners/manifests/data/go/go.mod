module github.com/acme/embedder

go 1.22.0

toolchain go1.22.5

require (
	github.com/pgvector/pgvector-go v0.2.2
	github.com/sashabaranov/go-openai v1.29.0 // chat and embeddings
)

require (
	github.com/google/uuid v1.6.0 // indirect
	golang.org/x/text v0.17.0 // indirect
)

require github.com/acme/internal v0.0.0

replace (
	github.com/acme/internal => ./internal
	golang.org/x/text => github.com/acme/text v0.17.1
)

exclude github.com/google/uuid v1.5.0
