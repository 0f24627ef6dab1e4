package dev.firn.node;

import com.typesafe.config.Config;
import java.util.List;
import org.apache.pekko.cluster.ConfigValidation;
import org.apache.pekko.cluster.JoinConfigCompatChecker;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Keeps a node with another secret out of the cluster: it would take events for new that others
 * have seen, and refuse their receipts. Pekko makes it by its name, in {@code node.conf}.
 */
public final class SameSecret extends JoinConfigCompatChecker {
  private static final String FINGERPRINT = "firn.cluster.secret-fingerprint";

  @Override
  public Seq<String> requiredKeys() {
    return CollectionConverters.asScala(List.of(FINGERPRINT)).toList();
  }

  @Override
  public ConfigValidation check(Config asked, Config own) {
    return JoinConfigCompatChecker.fullMatch(requiredKeys(), asked, own);
  }
}
