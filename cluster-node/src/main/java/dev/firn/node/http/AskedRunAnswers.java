package dev.firn.node.http;

import dev.firn.events.PartitionKey;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Query;

/**
 * Answers about runs that are asked for and then looked at again and again.
 *
 * @param path that runs are ordered at and have their numbers below
 * @param name of one, in reasons
 */
record AskedRunAnswers(String path, String name) {

  /** With the number of a run that was begun; a problem where too many wait. */
  HttpResponse begun(Optional<Long> number) {
    return number
        .map(run -> Listings.object(202, run, (out, value) -> out.writeNumberField("run", value)))
        .orElseGet(
            () ->
                problem(
                    ErrorCategory.OVERLOAD,
                    name + "s-waiting",
                    "Several " + name + "s are waiting already; ask again when they are done"));
  }

  /** How far a run is. */
  <R> HttpResponse run(
      HttpRequest request, LongFunction<Optional<R>> runs, Listings.Fields<R> fields) {
    String number = request.getUri().path().substring(path.length() + 1);
    Optional<R> run =
        number.matches("\\d{1,18}") ? runs.apply(Long.parseLong(number)) : Optional.empty();
    return run.map(found -> Listings.object(200, found, fields))
        .orElseGet(
            () ->
                problem(
                    ErrorCategory.NOT_FOUND,
                    "no-such-" + name,
                    "This node keeps the results of its last " + name + "s only"));
  }

  /** Partitions that the query names; none where it names none. */
  static Set<String> partitions(Query query) {
    return StreamSupport.stream(query.getAll("partition").spliterator(), false)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Where one of them cannot be a partition's name. */
  static Optional<HttpResponse> nameless(Set<String> partitions) {
    return partitions.stream()
        .filter(partition -> !PartitionKey.isId(partition))
        .findFirst()
        .map(
            nameless ->
                problem(
                    ErrorCategory.NOT_FOUND,
                    "no-such-partition",
                    nameless
                        + " is no partition's name; one is, for example, page.view/2026-11-22T09"));
  }

  static boolean isTrue(Query query, String parameter) {
    return query.get(parameter).filter("true"::equals).isPresent();
  }

  private static HttpResponse problem(ErrorCategory category, String reason, String detail) {
    return Answers.problem(Problem.of(category, reason, detail));
  }
}
