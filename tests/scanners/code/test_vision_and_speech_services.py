"""Services that look at pictures, and models that listen, by SDK and by address."""

from __future__ import annotations

from aibom.model.kinds import Kind

CLARIFAI = """package photos;
import com.clarifai.channel.ClarifaiChannel;
import com.clarifai.credentials.ClarifaiCallCredentials;
import com.clarifai.grpc.api.*;
class Labels {
    MultiOutputResponse ask(String key, String address) {
        var stub = V2Grpc.newBlockingStub(ClarifaiChannel.INSTANCE.getGrpcChannel())
            .withCallCredentials(new ClarifaiCallCredentials(key));
        return stub.postModelOutputs(PostModelOutputsRequest.newBuilder()
            .setModelId("general-image-recognition")
            .addInputs(Input.newBuilder().setData(Data.newBuilder()))
            .build());
    }
}
"""
IMAGGA = """package photos;
class Tags {
    String ask(RestTemplate rest, String address) {
        String url = "https://api.imagga.com/v2/tags?image_url=" + address;
        return rest.exchange(url, HttpMethod.GET, null, String.class).getBody();
    }
}
"""
WAKE = """from openwakeword.model import Model
class Ear:
    name: str = "hey_jarvis"
    def __init__(self):
        self.model = Model(wakeword_models=[self.name], inference_framework="onnx")
"""


def test_clarifai_on_the_jvm(scan) -> None:
    found = scan({"src/main/java/photos/Labels.java": CLARIFAI})
    assert found.names(Kind.MODEL) == ["general-image-recognition"]
    assert found.names(Kind.SERVICE) == ["Clarifai"]
    assert ("general-image-recognition", "served-by", "Clarifai") in found.links


def test_a_service_of_vision_by_its_address(scan) -> None:
    found = scan({"src/main/java/photos/Labels.java": CLARIFAI, "src/main/java/photos/Tags.java": IMAGGA})
    assert "Imagga" in found.names(Kind.SERVICE)


def test_words_that_wake_are_models(scan) -> None:
    found = scan({"ear.py": WAKE})
    assert found.names(Kind.MODEL) == ["hey_jarvis"]


def test_functions_that_run_at_modal(scan):
    source = (
        "import modal\nimport whisper\napp = modal.App('captions')\n@app.function(gpu='A100')\ndef run():\n    pass\n"
    )
    assert scan({"captions.py": source}).names(Kind.SERVICE) == ["Modal"]
    assert not scan({"captions.py": source.replace("modal.App", "dict")}).names(Kind.SERVICE)


SPOKEN = """package hotline;
import org.springframework.ai.openai.api.OpenAiAudioApi;
class Voice {
    byte[] say(OpenAiAudioApi api, String text) {
        var request = new OpenAiAudioApi.SpeechRequest(OpenAiAudioApi.TtsModel.TTS_1_HD.getValue(), text,
            OpenAiAudioApi.SpeechRequest.Voice.ALLOY, OpenAiAudioApi.SpeechRequest.AudioResponseFormat.MP3, 1.0f);
        return api.createSpeech(request).getBody();
    }
}
"""
LANGUAGE = """using Azure;
using Azure.AI.TextAnalytics;
class Summaries
{
    TextAnalyticsClient Open(string address, string key) => new TextAnalyticsClient(new Uri(address), new AzureKeyCredential(key));
}
"""


def test_a_request_of_speech_names_its_model_by_a_constant(scan) -> None:
    assert scan({"src/main/java/hotline/Voice.java": SPOKEN}).names(Kind.MODEL) == ["tts-1-hd"]
    other = SPOKEN.replace("org.springframework.ai.openai.api", "hotline.recorded")
    assert not scan({"src/main/java/hotline/Voice.java": other}).names(Kind.MODEL)


def test_services_of_azure_by_their_clients(scan) -> None:
    assert scan({"Summaries.cs": LANGUAGE}).names(Kind.SERVICE) == ["Azure AI Language"]
    assert not scan({"Summaries.cs": LANGUAGE.replace("Azure.AI.TextAnalytics", "Own.Analytics")}).names(Kind.SERVICE)
