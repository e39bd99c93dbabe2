package dev.memary.memory.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memary.memory.webhooks.Targets.RefusedException;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetsTest {
  private final Targets targets = new Targets(false);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "239.255.255.250",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "100::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:a00:1::"
      })
  void inside_isRefused(String address) {
    assertThat(Addresses.isPublic(InetAddress.ofLiteral(address))).isFalse();
    String host = address.contains(":") ? "[" + address + "]" : address;
    assertThatThrownBy(() -> targets.checked("https://" + host + "/hook"))
        .isInstanceOf(RefusedException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.0.1",
        "172.32.0.1",
        "192.167.255.255",
        "223.255.255.255",
        "2606:4700::1111",
        "2a00:1450::1"
      })
  void outside_isLetThrough(String address) throws RefusedException {
    assertThat(Addresses.isPublic(InetAddress.ofLiteral(address))).isTrue();
    String host = address.contains(":") ? "[" + address + "]" : address;
    assertThat(targets.resolved(targets.checked("https://" + host + ":8443/hook?a=b")))
        .containsExactly(InetAddress.ofLiteral(address));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hook",
        "https:",
        "https:///x",
        "http://1.1.1.1/",
        "ftp://1.1.1.1/",
        "file:///etc/passwd",
        "https://a@1.1.1.1/",
        "https://a:b@1.1.1.1/",
        "https://1.1.1.1/#x",
        "https://1.1.1.1:0/",
        "https://1.1.1.1:70000/",
        "https://localhost/",
        "https://localhost./",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://127.1/",
        "https://no.such.invalid/",
        "https://1.1.1.1/ x",
        "javascript:alert(1)"
      })
  void otherAddress_isRefused(String url) {
    assertThatThrownBy(() -> targets.checked(url)).isInstanceOf(RefusedException.class);
  }

  @Test
  void privateNetwork_whereItIsAllowed() throws RefusedException {
    Targets anywhere = new Targets(true);

    assertThat(anywhere.checked("http://127.0.0.1:8080/hook")).hasPath("/hook");
    assertThatThrownBy(() -> anywhere.checked("ftp://127.0.0.1/"))
        .isInstanceOf(RefusedException.class);
  }
}
