plugins {
    id("org.springframework.boot") version "3.3.3"
}

val milvusVersion = "2.4.3"

dependencies {
    implementation(libs.langchain4j.core)
    implementation(project(":prompts"))
    implementation("io.milvus:milvus-sdk-java:$milvusVersion") // vector store
    implementation(platform("org.springframework.ai:spring-ai-bom:1.0.0-M2"))
    implementation("org.springframework.ai:spring-ai-openai-spring-boot-starter")
    implementation("com.acme:prompts:${rootProject.extra["promptsVersion"]}")
    /* implementation("com.acme:retired:1.0") */
    testImplementation("org.junit.jupiter:junit-jupiter:5.11.0")
    runtimeOnly(deps.driver)
}
