package dev.memary.systemtests;

import java.util.List;

/** Texts that mean something to somebody they are not meant for. */
final class Payloads {
  static final List<String> TEXTS =
      List.of(
          "' OR '1'='1",
          "'; DROP TABLE episode; --",
          "' UNION SELECT text FROM episode --",
          "1); SELECT set_config('memary.tenant', 'x', false); --",
          "$$; RESET ROLE; $$",
          "\\'; SET row_security = off; --",
          "%' ESCAPE '",
          "*:*",
          "space_id:* OR tenant:*",
          "+garden -\"x\" ~ ^5 && || ! ( ) { } [ ] \" ? : \\ /",
          "garden~2 /.*/ [a TO z]",
          "AND OR NOT",
          "\"unclosed",
          "'}) MATCH (n) RETURN n //",
          "`}) DETACH DELETE n //",
          "{tenant: '*'}",
          "${jndi:ldap://127.0.0.1:1/x}",
          "#{7*7} ${7*7} {{7*7}}",
          "../../../../etc/passwd",
          "<script>alert(1)</script>",
          "a\\u0000b",
          "\\ud800",
          "\\u202euser:alice\\u2066",
          "ｕｓｅｒ：ａｌｉｃｅ",
          "a\\r\\nX-Tenant: victim",
          "!!python/object:os.system {\\\"@class\\\":\\\"acme.Runtime\\\"}",
          "9".repeat(400),
          "x".repeat(40_000),
          "\uD83D\uDC08".repeat(300));

  /** Segments of paths, as they are sent. */
  static final List<String> SEGMENTS =
      List.of(
          "..",
          ".",
          "%2e%2e",
          "%2e",
          ".%2e",
          "..%2f..%2finternal",
          "%2e%2e%2f%2e%2e%2finternal%2fepisodes%2ffetch",
          "..%5c..",
          "..;",
          "..;/internal",
          "x;y=z",
          "x%00",
          "%00",
          "x%0d%0aX-Tenant:%20victim",
          "%ff%fe",
          "%c0%ae%c0%ae",
          "%25%32%65%25%32%65",
          "%e2%80%ae",
          "*",
          "user:*",
          "%2a",
          "%27%20OR%20%271%27=%271",
          "%27%7d)%20MATCH%20(n)%20RETURN%20n//",
          "a".repeat(64),
          "a".repeat(300),
          "a".repeat(3_000),
          "a".repeat(12_000),
          "null",
          "undefined",
          "0",
          "-1",
          "00000000-0000-0000-0000-000000000000",
          "ffffffff-ffff-ffff-ffff-ffffffffffff");

  /** Bodies that a JSON reader may stumble over. */
  static final List<String> BODIES =
      List.of(
          "",
          " ",
          "null",
          "true",
          "5",
          "1e400",
          "-0",
          "\"text\"",
          "[]",
          "[[]]",
          "{",
          "{}",
          "{\"query\":",
          "{\"query\":\"garden\",\"query\":null,\"user_id\":\"alice\",\"user_id\":5}",
          "{\"user_id\":{\"$ne\":null},\"query\":{\"$gt\":\"\"}}",
          "{\"user_id\":[\"alice\"],\"messages\":{\"role\":\"user\"},\"input\":{},\"spaces\":\"*\"}",
          "{\"user_id\":\"alice\",\"query\":\"x\",\"top_k\":1e999,\"token_budget\":99999999999999999999}",
          "{\"user_id\":\"alice\",\"query\":\"x\",\"top_k\":-1,\"token_budget\":-1}",
          "{\"user_id\":\"alice\",\"text\":\"x\",\"occurred_at\":\"+1000000000-12-31T23:59:59Z\"}",
          "{\"user_id\":\"alice\",\"text\":\"x\",\"occurred_at\":\"-1000000000-01-01T00:00:00Z\"}",
          "{\"user_id\":\"alice\",\"text\":\"x\",\"occurred_at\":253402300800}",
          "{\"user_id\":\"alice\",\"query\":\"x\",\"as_of\":\"+1000000000-12-31T23:59:59Z\"}",
          "{\"user_id\":\"alice\",\"query\":\"x\",\"valid_at\":\"-1000000000-01-01T00:00:00Z\"}",
          "{\"user_id\":\"alice\",\"query\":\"x\",\"filters\":{\"from\":\"-999999999-01-01T00:00:00Z\",\"to\":\"+999999999-01-01T00:00:00Z\"}}",
          "{\"user_id\":\"alice\",\"query\":\"x\",\"exclude_ids\":[null],\"include\":[null]}",
          "{\"user_id\":\"alice\",\"query\":\"x\",\"spaces\":[null,\"user:alice\"]}",
          "{\"user_id\":\"alice\",\"query\":\"x\",\"include\":[]}",
          "{\"user_id\":\"alice\",\"query\":\"x\",\"filters\":{\"roles\":[null,\"x\"]}}",
          "{\"user_id\":\"alice\",\"messages\":[null]}",
          "{\"user_id\":\"alice\",\"messages\":[{\"role\":null,\"content\":null}]}",
          "{\"user_id\":\"alice\",\"text\":\"x\",\"metadata\":{\"\":{\"\":[null,{\"a\":[1e308,-1e308]}]}}}",
          "{\"user_id\":\"alice\",\"text\":\"x\",\"metadata\":{\"n\":1e-9999,\"m\":"
              + "9".repeat(900)
              + "}}",
          "{\"user_id\":\"alice\",\"text\":\"x\",\"metadata\":{\"n\":1e999999}}",
          "{\"user_id\":\"alice\",\"query\":\"x\",\"metadata\":"
              + "[".repeat(5_000)
              + "]".repeat(5_000)
              + "}",
          "{\"a\":".repeat(3_000) + "1" + "}".repeat(3_000),
          "[".repeat(20_000),
          "{\"" + "k".repeat(60_000) + "\":1}",
          "{\"n\":" + "1".repeat(5_000) + "}",
          "\uFEFF{\"user_id\":\"alice\",\"query\":\"x\"}",
          "{\"user_id\":\"alice\",\"query\":\"x\"} {\"user_id\":\"bob\"}",
          "{'user_id':'alice',query:x}",
          "{\"user_id\":\"alice\",\"query\":\"x\",\"tenant\":\"victim\",\"tenant_id\":\"victim\"}",
          "{\"__proto__\":{\"tenant\":\"victim\"},\"constructor\":{\"prototype\":{}}}",
          "user_id=alice&query=x",
          "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>");

  private Payloads() {}
}
