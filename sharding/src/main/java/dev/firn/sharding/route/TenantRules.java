package dev.firn.sharding.route;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which event types a tenant may use at all. A tenant that is not named may use any.
 *
 * @param allowedTypes by tenant: types, or beginnings of types that end in an asterisk
 */
public record TenantRules(Map<String, List<String>> allowedTypes) {
  public TenantRules {
    Map<String, List<String>> copy = new HashMap<>();
    allowedTypes.forEach((tenant, types) -> copy.put(tenant, List.copyOf(types)));
    allowedTypes = Map.copyOf(copy);
  }

  static TenantRules from(Config firn) {
    Config allowed = firn.getConfig("tenants.allowed-types");
    Map<String, List<String>> byTenant = new HashMap<>();
    for (String tenant : allowed.root().keySet()) {
      byTenant.put(tenant, allowed.getStringList(ConfigUtil.quoteString(tenant)));
    }
    return new TenantRules(byTenant);
  }

  boolean allows(String tenant, String type) {
    List<String> allowed = allowedTypes.get(tenant);
    return allowed == null || allowed.stream().anyMatch(pattern -> matches(pattern, type));
  }

  private static boolean matches(String pattern, String type) {
    return pattern.endsWith("*")
        ? type.startsWith(pattern.substring(0, pattern.length() - 1))
        : type.equals(pattern);
  }
}
