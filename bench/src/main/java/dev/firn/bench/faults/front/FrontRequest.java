package dev.firn.bench.faults.front;

/**
 * A request on its way through a front, as far as a plan looks at it.
 *
 * @param isCreateOnly it must not replace anything ({@code If-None-Match: *})
 * @param changesNothing a commit without updates, with which a node asks at its start whether it
 *     may commit
 * @param sessionToken of the store's keys that it is signed with; empty where there is none
 */
public record FrontRequest(
    String method, String path, boolean isCreateOnly, boolean changesNothing, String sessionToken) {

  static FrontRequest of(HttpMessage request) {
    String[] line = request.startLine().split(" ", 3);
    return new FrontRequest(
        line[0],
        line[1].split("\\?", 2)[0],
        request.header("if-none-match").filter("*"::equals).isPresent(),
        line[0].equals("POST") && request.body().contains("\"updates\":[]"),
        request.header("x-amz-security-token").orElse(""));
  }

  /** A commit to a table of an Iceberg REST catalog, of something. */
  public boolean isCommit() {
    return method.equals("POST") && isTable() && !changesNothing;
  }

  /** A look at a table of an Iceberg REST catalog. */
  public boolean isTableLoad() {
    return method.equals("GET") && isTable();
  }

  /** A look at new keys for a table's files. */
  public boolean isKeysLoad() {
    return method.equals("GET") && path.matches(".*/tables/[^/]+/credentials");
  }

  private boolean isTable() {
    return path.matches(".*/v1/([^/]+/)?namespaces/[^/]+/tables/[^/]+");
  }

  /** Anything on its way into the store. */
  public boolean isWrite() {
    return method.equals("PUT");
  }

  /** A look at an object of the store, or at what is known of it. */
  public boolean isRead() {
    return method.equals("GET") || method.equals("HEAD");
  }

  /** A data file on its way into the store. */
  public boolean isDataFileWrite() {
    return method.equals("PUT") && path.endsWith(".parquet");
  }

  /** A manifest or a list of manifests on its way into the store. */
  public boolean isManifestWrite() {
    return method.equals("PUT") && path.endsWith(".avro");
  }

  /** Ids of flushed events on their way into the store. */
  public boolean isIdsWrite() {
    return method.equals("PUT") && path.contains("/ids/");
  }
}
