package dev.memary.localstack;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the build puts a server module's jar and the jars it needs. */
record ServerJar(Path target, String name) {

  static ServerJar of(Path root, String module) {
    return new ServerJar(
        root.resolve("platform/local-stack").resolve(module).resolve("target"), module);
  }

  String classPath() {
    var jar = target.resolve(name + ".jar");
    if (!Files.exists(jar)) {
      throw new StackException(
          "%s is not built; ./mvnw -DskipTests package builds it.".formatted(jar));
    }
    return jar + File.pathSeparator + target.resolve("lib").resolve("*");
  }
}
