package org.taplane.control.reconcile;

import java.util.ArrayList;
import java.util.List;
import org.taplane.control.config.yaml.YamlNode;
import org.taplane.control.config.yaml.YamlNode.Mapping;
import org.taplane.control.config.yaml.YamlNode.Sequence;
import org.taplane.control.config.yaml.YamlTree;

/**
 * A single change of a configuration, made on its tree: the result is read and judged as if it were a file, so a single
 * change can do nothing that a file could not say.
 */
public sealed interface Edit {
    /** The tree after the change. */
    YamlNode on(YamlNode tree) throws EditException;

    record AddBridge(String name, Mapping settings) implements Edit {
        @Override
        public YamlNode on(YamlNode tree) throws EditException {
            if (YamlTree.at(tree, Sections.BRIDGES, name).isPresent()) {
                throw new EditException("there is a bridge \"" + name + "\" already", "a free name");
            }
            return YamlTree.with(tree, settings, Sections.BRIDGES, name);
        }
    }

    record SetBridge(String name, Mapping settings) implements Edit {
        @Override
        public YamlNode on(YamlNode tree) throws EditException {
            return YamlTree.with(tree, Sections.merged(Sections.bridge(tree, name), settings), Sections.BRIDGES, name);
        }
    }

    record RemoveBridge(String name) implements Edit {
        @Override
        public YamlNode on(YamlNode tree) throws EditException {
            Sections.bridge(tree, name);
            return YamlTree.without(tree, Sections.BRIDGES, name);
        }
    }

    record AddPort(String bridge, String name, Mapping settings) implements Edit {
        @Override
        public YamlNode on(YamlNode tree) throws EditException {
            Sections.bridge(tree, bridge);
            if (Sections.findPort(tree, name).isPresent()) {
                throw new EditException("there is a port \"" + name + "\" already", "a free name");
            }
            return YamlTree.with(tree, settings, Sections.BRIDGES, bridge, Sections.PORTS, name);
        }
    }

    /** Each key that is given takes the place of the port's; one without a value is removed. */
    record SetPort(String name, Mapping settings) implements Edit {
        @Override
        public YamlNode on(YamlNode tree) throws EditException {
            String bridge = Sections.bridgeOf(tree, name);
            YamlNode port = YamlTree.at(tree, Sections.BRIDGES, bridge, Sections.PORTS, name)
                    .orElseGet(YamlTree::emptyMapping);
            return YamlTree.with(tree, Sections.merged(port, settings), Sections.BRIDGES, bridge, Sections.PORTS, name);
        }
    }

    /** With the port go its static entries. */
    record RemovePort(String name) implements Edit {
        @Override
        public YamlNode on(YamlNode tree) throws EditException {
            String bridge = Sections.bridgeOf(tree, name);
            YamlNode without = YamlTree.without(tree, Sections.BRIDGES, bridge, Sections.PORTS, name);
            return Sections.withStations(without, bridge, entry -> !Sections.has(entry, "port", name));
        }
    }

    /**
     * Removes an attached port; nothing if it is gone, or if another one has its name.
     *
     * @param attached what it was attached to
     */
    record Detach(String name, String attached) implements Edit {
        @Override
        public YamlNode on(YamlNode tree) throws EditException {
            boolean isThere = AttachedPorts.of(tree).stream()
                    .anyMatch(port ->
                            port.name().equals(name) && Sections.has(port.settings(), AttachedPort.KEY, attached));
            return isThere ? new RemovePort(name).on(tree) : tree;
        }
    }

    record AddStation(String bridge, Mapping entry) implements Edit {
        @Override
        public YamlNode on(YamlNode tree) throws EditException {
            Sections.bridge(tree, bridge);
            List<YamlNode> all = new ArrayList<>(Sections.stations(tree, bridge));
            all.add(entry);
            return YamlTree.with(tree, new Sequence(entry.at(), all), Sections.BRIDGES, bridge, Sections.STATIONS);
        }
    }

    /**
     * Takes a static entry away.
     *
     * @param mac as the file writes it, in any case
     */
    record RemoveStation(String bridge, String mac, int vlan) implements Edit {
        @Override
        public YamlNode on(YamlNode tree) throws EditException {
            Sections.bridge(tree, bridge);
            YamlNode without = Sections.withStations(tree, bridge, entry -> !isMeant(entry));
            if (Sections.stations(without, bridge).size()
                    == Sections.stations(tree, bridge).size()) {
                throw new EditException(
                        "bridge \"" + bridge + "\" has no static entry for " + mac + " in VLAN " + vlan,
                        "one of 'taplane show fdb'");
            }
            return without;
        }

        private boolean isMeant(YamlNode entry) {
            return Sections.has(entry, "mac", mac) && Sections.has(entry, "vlan", Integer.toString(vlan));
        }
    }
}
