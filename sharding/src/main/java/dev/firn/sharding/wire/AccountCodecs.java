package dev.firn.sharding.wire;

import dev.firn.events.ByteReader;
import dev.firn.events.ByteWriter;
import dev.firn.sharding.PartitionAccount;
import dev.firn.sharding.PartitionAccount.Epoch;
import dev.firn.sharding.partition.PartitionProtocol.AskAccount;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRefResolver;

/** What audits ask partitions. */
final class AccountCodecs {
  private AccountCodecs() {}

  static List<Codec<?>> all(ActorRefResolver refs) {
    return List.of(
        new Codec<>(
            "aq1",
            AskAccount.class,
            (out, question) -> out.putText(refs.toSerializationFormat(question.replyTo())),
            in -> new AskAccount(refs.resolveActorRef(in.readText()))),
        new Codec<>(
            "aa1",
            PartitionAccount.class,
            (out, account) -> {
              out.putText(account.partition());
              out.putVarint(account.lastAppend());
              out.putVarint(account.buffered());
              putEpochs(out, account.epochs());
            },
            in ->
                new PartitionAccount(
                    in.readText(), in.readVarint(), in.readVarint(), readEpochs(in))));
  }

  /** The table's name is told once for all epochs that went to it: what is saved stays small. */
  static void putEpochs(ByteWriter out, List<Epoch> epochs) {
    out.putVarint(epochs.size());
    String table = "";
    for (Epoch epoch : epochs) {
      out.putVarint(epoch.epoch());
      out.putNullableText(epoch.table().equals(table) ? null : epoch.table());
      table = epoch.table();
      out.putVarint(epoch.from());
      out.putVarint(epoch.through());
      out.putVarint(epoch.received());
      out.putVarint(epoch.duplicates());
      out.putVarint(epoch.rejected());
      out.putVarint(epoch.committed());
    }
  }

  static List<Epoch> readEpochs(ByteReader in) {
    int size = in.readLength();
    List<Epoch> epochs = new ArrayList<>(size);
    String table = "";
    for (int i = 0; i < size; i++) {
      long epoch = in.readVarint();
      String named = in.readNullableText();
      table = named == null ? table : named;
      epochs.add(
          new Epoch(
              epoch,
              table,
              in.readVarint(),
              in.readVarint(),
              in.readVarint(),
              in.readVarint(),
              in.readVarint(),
              in.readVarint()));
    }
    return epochs;
  }
}
