package dev.firn.node.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/** The segments of a request's path, decoded. */
final class PathWords {
  private PathWords() {}

  /**
   * @param root path without a slash at its end
   */
  static List<String> after(String root, HttpRequest request) {
    List<String> words = new ArrayList<>();
    String path = request.getUri().getPathString().substring(root.length() + 1);
    for (String word : path.split("/", -1)) {
      words.add(URLDecoder.decode(word.replace("+", "%2B"), StandardCharsets.UTF_8));
    }
    return words;
  }
}
