package dev.firn.sharding.wire;

import dev.firn.events.ByteReader;
import dev.firn.events.ByteWriter;
import dev.firn.sharding.PartitionAccount;
import dev.firn.sharding.PartitionAccount.Epoch;
import dev.firn.sharding.partition.PartitionProtocol.AskAccount;
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
              Wire.putList(out, account.epochs(), AccountCodecs::putEpoch);
            },
            in ->
                new PartitionAccount(
                    in.readText(),
                    in.readVarint(),
                    in.readVarint(),
                    Wire.readList(in, AccountCodecs::readEpoch))));
  }

  static void putEpoch(ByteWriter out, Epoch epoch) {
    out.putVarint(epoch.epoch());
    out.putText(epoch.table());
    out.putVarint(epoch.from());
    out.putVarint(epoch.through());
    out.putVarint(epoch.received());
    out.putVarint(epoch.duplicates());
    out.putVarint(epoch.rejected());
    out.putVarint(epoch.committed());
  }

  static Epoch readEpoch(ByteReader in) {
    return new Epoch(
        in.readVarint(),
        in.readText(),
        in.readVarint(),
        in.readVarint(),
        in.readVarint(),
        in.readVarint(),
        in.readVarint(),
        in.readVarint());
  }
}
