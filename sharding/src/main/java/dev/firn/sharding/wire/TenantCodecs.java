package dev.firn.sharding.wire;

import dev.firn.events.ByteReader;
import dev.firn.events.ByteWriter;
import dev.firn.sharding.tenant.TenantEvent.TypeAdmitted;
import dev.firn.sharding.tenant.TenantProtocol.AskType;
import dev.firn.sharding.tenant.TenantProtocol.Stop;
import dev.firn.sharding.tenant.TenantProtocol.TypeVerdict;
import dev.firn.sharding.tenant.TenantState;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRefResolver;

/** What tenants' registers journal, and what they are asked. */
final class TenantCodecs {
  private TenantCodecs() {}

  static List<Codec<?>> all(ActorRefResolver refs) {
    return List.of(
        new Codec<>(
            "ta1",
            TypeAdmitted.class,
            (out, event) -> {
              out.putText(event.type());
              out.putVarint(event.day());
            },
            in -> new TypeAdmitted(in.readText(), in.readVarint())),
        new Codec<>(
            "ts1",
            TenantState.Saved.class,
            (out, saved) -> {
              Wire.putList(out, List.copyOf(saved.types()), ByteWriter::putText);
              out.putVarint(saved.day());
              out.putVarint(saved.newOnDay());
            },
            in ->
                new TenantState.Saved(
                    Set.copyOf(Wire.readList(in, ByteReader::readText)),
                    in.readVarint(),
                    (int) in.readVarint())),
        new Codec<>(
            "tq1",
            AskType.class,
            (out, question) -> {
              out.putText(question.tenant());
              out.putText(question.type());
              out.putText(refs.toSerializationFormat(question.replyTo()));
            },
            in -> new AskType(in.readText(), in.readText(), refs.resolveActorRef(in.readText()))),
        new Codec<>(
            "tv1",
            TypeVerdict.class,
            (out, verdict) -> {
              out.putText(verdict.tenant());
              out.putText(verdict.type());
              Wire.putBoolean(out, verdict.isAllowed());
            },
            in -> new TypeVerdict(in.readText(), in.readText(), Wire.readBoolean(in))),
        new Codec<>("tx1", Stop.class, (out, stop) -> {}, in -> new Stop()));
  }
}
