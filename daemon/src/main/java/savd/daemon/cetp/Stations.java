package savd.daemon.cetp;

import java.io.IOException;
import java.net.NetworkInterface;
import java.util.HexFormat;
import savd.cetp.message.Locator;

/** Stations of Ethernet: our devices, by name. */
final class Stations {
  private Stations() {}

  /** A name, if it is that of a device with a MAC address; else fails. */
  static String existing(String device) {
    mac(device);
    return device;
  }

  private static long mac(String device) {
    try {
      NetworkInterface found = NetworkInterface.getByName(device);
      byte[] mac = found == null ? null : found.getHardwareAddress();
      if (mac == null || mac.length != 6) {
        throw new IllegalArgumentException(device);
      }
      return HexFormat.fromHexDigitsToLong(HexFormat.of().formatHex(mac));
    } catch (IOException e) {
      throw new IllegalArgumentException(device, e);
    }
  }

  /** The station a device is; with an empty name one that stands for what could not be read. */
  static Locator.Ethernet of(String device, int vlan) {
    return new Locator.Ethernet(device.isEmpty() ? 2 : mac(device), vlan);
  }
}
