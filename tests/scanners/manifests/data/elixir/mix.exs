defmodule Harbour.MixProject do
  use Mix.Project

  def project do
    [
      app: :harbour,
      version: "0.3.0",
      deps: deps()
    ]
  end

  # {:not_a_dependency, "~> 9.9"}
  defp deps do
    [
      {:langchain, "~> 0.4.0"},
      {:bumblebee, github: "elixir-nx/bumblebee", ref: "3f2a9d1c0b8e7f6a5d4c3b2a1908f7e6d5c4b3a2"},
      {:credo, "~> 1.7", only: [:dev, :test], runtime: false},
      {:berths, path: "../berths"}
    ]
  end

  defp states do
    [{:arriving, "at sea"}]
  end
end
