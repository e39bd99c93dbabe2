package dev.memary.memory.portability;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where an object lies. Every key begins with its tenant, then its space; what an operator put
 * there for a tenant has no space and lies under {@code uploads}.
 */
public record ObjectKey(String tenantId, @Nullable UUID spaceId, String name) {
  private static final Pattern TENANT = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
  private static final Pattern NAME =
      Pattern.compile("(?:exports|imports|uploads)/[a-zA-Z0-9][a-zA-Z0-9._-]{0,199}");
  private static final Pattern PATH =
      Pattern.compile("([^/]+)/(?:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/)?([^/]+/[^/]+)");
  private static final Pattern EXPORT =
      Pattern.compile("exports/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\.jsonl");
  private static final String UPLOADS = "uploads/";

  public ObjectKey {
    if (!TENANT.matcher(tenantId).matches()
        || !NAME.matcher(name).matches()
        || (spaceId == null) != name.startsWith(UPLOADS)) {
      throw new IllegalArgumentException("not a key of an object");
    }
  }

  /** Where an export lies. */
  public static ObjectKey ofExport(String tenantId, UUID spaceId, UUID exportId) {
    return new ObjectKey(tenantId, spaceId, "exports/" + exportId + ".jsonl");
  }

  /** Where a file waits that was sent to be imported. */
  public static ObjectKey ofImport(String tenantId, UUID spaceId, UUID importId) {
    return new ObjectKey(tenantId, spaceId, "imports/" + importId);
  }

  /** Reads {@link #path()}; empty when it is none. */
  public static Optional<ObjectKey> parse(String path) {
    Matcher parts = PATH.matcher(path);
    if (!parts.matches()) {
      return Optional.empty();
    }
    UUID space = parts.group(2) == null ? null : UUID.fromString(parts.group(2));
    try {
      return Optional.of(new ObjectKey(parts.group(1), space, parts.group(3)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Of which export it is; empty when it is of none. */
  public Optional<UUID> exportId() {
    Matcher export = EXPORT.matcher(name);
    return export.matches() ? Optional.of(UUID.fromString(export.group(1))) : Optional.empty();
  }

  /** The key as the storage knows it. */
  public String path() {
    return spaceId == null
        ? tenantId + "/" + name
        : new ObjectFolder(tenantId, spaceId).path() + name;
  }
}
