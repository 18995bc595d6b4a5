"""Habits of Java, Kotlin, C#, Go and Rust: fields called like packages, options set in place, models that are trained."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

HARBOUR = """package main
import ("context"; "github.com/mark3labs/mcp-go/mcp"; "github.com/mark3labs/mcp-go/server")
type tide struct { name string; run server.ToolHandlerFunc }
type Harbour struct { mcp *server.MCPServer }
func (h *Harbour) tides() []tide {
    return []tide{{name: "tides_list", run: h.answer}, {name: "tides_next", run: h.answer}}
}
func (h *Harbour) register() {
    for _, one := range h.tides() {
        h.mcp.AddTool(mcp.NewTool(one.name, mcp.WithDescription("Tides")), one.run)
    }
    h.add("berths_free")
}
func (h *Harbour) add(name string) { h.mcp.AddTool(mcp.NewTool(name), h.answer) }
func (h *Harbour) answer(ctx context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) { return nil, nil }
func main() {
    h := &Harbour{mcp: server.NewMCPServer("harbour", "1.0.0")}
    h.register()
}
"""
SERVER = """using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
builder.Services.AddMcpServer(options =>
{
    options.ServerInfo = new Implementation { Name = "Lighthouse", Version = "1.0.0" };
}).WithStdioServerTransport();
"""
WEKA = """package flowers;
import weka.classifiers.trees.J48;
import weka.core.Instances;
import weka.core.SerializationHelper;
import weka.core.converters.ConverterUtils.DataSource;
public class Tree {
    public static void main(String[] args) throws Exception {
        Instances data = new DataSource("data/iris.arff").getDataSet();
        J48 tree = new J48();
        tree.buildClassifier(data);
        SerializationHelper.write("models/j48.model", tree);
    }
}
"""
NETWORK = """package digits;
import java.io.File;
import org.deeplearning4j.datasets.iterator.impl.MnistDataSetIterator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
public class Digits {
    public static void main(String[] args) throws Exception {
        MnistDataSetIterator train = new MnistDataSetIterator(64, true, 123);
        MultiLayerNetwork model = new MultiLayerNetwork(conf());
        model.fit(train);
        model.save(new File("models/digits.zip"));
    }
}
"""
HOUSES = """using Microsoft.ML;
var context = new MLContext(seed: 1);
IDataView data = context.Data.LoadFromTextFile<House>("Data/houses.csv", separatorChar: ',', hasHeader: true);
var pipeline = context.Regression.Trainers.FastTree(labelColumnName: "Price");
var model = pipeline.Fit(data);
context.Model.Save(model, data.Schema, "Models/houses.zip");
"""
BURN = """use burn::data::dataset::vision::MnistDataset;
use burn::train::LearnerBuilder;
pub fn train(device: Device) {
    let loader = burn::data::dataloader::DataLoaderBuilder::new(Batcher).build(MnistDataset::train());
    let learner = LearnerBuilder::new("artifacts").num_epochs(10).build(Net::new(&device), optimizer(), 1e-4);
    let trained = learner.fit(loader);
    trained.save_file("artifacts/digits", &recorder()).expect("saved");
}
"""


def test_a_field_does_not_hide_the_package_of_its_name_in_go(scan):
    found = scan({"main.go": HARBOUR})
    assert found.names(Kind.TOOL) == ["berths_free", "harbour", "tides_list", "tides_next"]
    assert ("harbour", "contains", "tides_next") in found.links


@pytest.mark.parametrize(
    "options", [SERVER, SERVER.replace("options =>\n{\n    ", "options => ").replace(";\n})", ")")]
)
def test_an_mcp_server_has_the_name_that_its_options_are_given_in_place(scan, options):
    assert scan({"src/Program.cs": options}).names(Kind.TOOL) == ["Lighthouse"]


def test_what_a_function_in_place_gives_to_another_object_names_no_server(scan):
    other = SERVER.replace("options.ServerInfo", "log.ServerInfo")
    assert "Lighthouse" not in scan({"src/Program.cs": other}).names(Kind.TOOL)


@pytest.mark.parametrize(
    ("path", "source", "model", "data"),
    [
        ("Tree.java", WEKA, "models/j48.model", "data/iris.arff"),
        ("Digits.java", NETWORK, "models/digits.zip", "mnist"),
        ("Houses.cs", HOUSES, "Models/houses.zip", "Data/houses.csv"),
        ("src/train.rs", BURN, "artifacts/digits", "mnist"),
    ],
)
def test_a_saved_model_is_trained_on_what_its_program_reads(scan, path, source, model, data):
    found = scan({path: source})
    assert found.names(Kind.MODEL) == [model]
    assert found.names(Kind.DATASET) == [data]
    assert (model, "trained-on", data) in found.links


def test_data_that_no_model_learns_from_is_of_no_saved_model(scan):
    found = scan(
        {"Tree.java": WEKA.replace("        tree.buildClassifier(data);\n", "").replace("new J48()", "load()")}
    )
    assert not any(kind == "trained-on" for _, kind, _ in found.links)
