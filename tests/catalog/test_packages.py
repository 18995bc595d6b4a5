"""Packages of groups that others share are told by their own imports alone."""

from __future__ import annotations

import pytest

from aibom.catalog.loader import load_catalogue


@pytest.mark.parametrize(
    "module",
    [
        "com.azure.storage.blob",
        "com.azure.identity",
        "com.volcengine.vod",
        "com.baidubce.services.bos",
        "cn.hutool.core.util",
        "aws.sdk.kotlin.services.s3",
        "com.tencentcloudapi.cvm",
        "com.github.dockerjava.api",
        "com.redis.testcontainers",
        "org.noear.solon.annotation",
        "org.apache.camel.builder",
        "com.google.cloud.storage",
        "software.amazon.awssdk.services.s3",
    ],
)
def test_another_package_of_the_group_is_no_ai(module):
    assert load_catalogue().imported_package("jvm", module) is None


@pytest.mark.parametrize(
    ("module", "package"),
    [
        ("com.azure.ai.inference.models", "com.azure:azure-ai-inference"),
        ("com.azure.ai.openai.models", "com.azure:azure-ai-openai"),
        ("com.volcengine.ark.runtime", "com.volcengine:volcengine-java-sdk-ark-runtime"),
        ("aws.sdk.kotlin.services.bedrockruntime", "aws.sdk.kotlin:bedrockruntime"),
        ("org.noear.solon.ai.chat", "org.noear:solon-ai"),
    ],
)
def test_the_package_itself_is(module, package):
    found = load_catalogue().imported_package("jvm", module)
    assert found is not None
    assert found.name == package
