package dev.memary.kit.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SpaceGrantTest {
  @Test
  void name_coversItselfOnly() {
    assertThat(new SpaceGrant("user:alice").covers("user:alice")).isTrue();
    assertThat(new SpaceGrant("user:alice").covers("user:alice2")).isFalse();
    assertThat(new SpaceGrant("user:alice").covers("user:Alice")).isFalse();
  }

  @Test
  void prefix_coversEveryNameUnderIt() {
    assertThat(new SpaceGrant("user:*").covers("user:alice")).isTrue();
    assertThat(new SpaceGrant("user:*").covers("team:support")).isFalse();
    assertThat(new SpaceGrant("*").covers("team:support")).isTrue();
  }

  @Test
  void star_insideTheName_isRefused() {
    assertThatThrownBy(() -> new SpaceGrant("user:*ice"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void caller_needsThePermissionAndEverySpace() {
    Caller caller =
        new Caller("acme", "k", List.of(new SpaceGrant("user:a*")), Set.of(Permission.READ));

    assertThat(caller.may(Permission.READ, List.of("user:alice", "user:anna"))).isTrue();
    assertThat(caller.may(Permission.READ, List.of("user:alice", "user:bob"))).isFalse();
    assertThat(caller.may(Permission.WRITE, List.of("user:alice"))).isFalse();
  }

  @Test
  void grant_coversNarrowerGrantsOnly() {
    assertThat(new SpaceGrant("user:*").covers(new SpaceGrant("user:a*"))).isTrue();
    assertThat(new SpaceGrant("user:*").covers(new SpaceGrant("*"))).isFalse();
    assertThat(new SpaceGrant("user:a").covers(new SpaceGrant("user:*"))).isFalse();
  }
}
