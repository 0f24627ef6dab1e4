package dev.firn.events.decode;

import dev.firn.events.RowBlock;
import java.util.List;

/**
 * What a request brought.
 *
 * @param blocks the good events, one block for each partition, in the order of first appearance
 * @param total events in the request, good and bad
 * @param rejections the bad ones, by index
 */
public record DecodedRequest(List<RowBlock> blocks, int total, List<Rejection> rejections) {
  public DecodedRequest {
    blocks = List.copyOf(blocks);
    rejections = List.copyOf(rejections);
  }
}
