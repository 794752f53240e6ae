import java.util.List;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.Node;
import org.opensearch.transport.Netty4Plugin;

/** One OpenSearch node that speaks HTTP on this machine. Arguments: its folder, the HTTP port, the transport port. */
final class OpenSearchNode extends Node {
  private OpenSearchNode(Environment environment) {
    super(environment, List.of(Netty4Plugin.class), true);
  }

  public static void main(String[] args) throws Exception {
    Settings settings = Settings.builder()
      .put("path.home", args[0])
      .put("node.name", "test")
      .put("cluster.name", "pitwall-test")
      .put("network.host", "127.0.0.1")
      .put("http.port", args[1])
      .put("transport.port", args[2])
      .put("http.type", "netty4")
      .put("transport.type", "netty4")
      .put("discovery.type", "single-node")
      // A disk that is nearly full does not matter to a test.
      .put("cluster.routing.allocation.disk.threshold_enabled", false)
      .build();
    Node node = new OpenSearchNode(new Environment(settings, null));
    node.start();
    Thread.currentThread().join();
  }
}
