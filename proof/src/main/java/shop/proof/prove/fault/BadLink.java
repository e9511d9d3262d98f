package shop.proof.prove.fault;

import java.util.Set;

/** The connections of one part to another are slow, cut, reset or swallowed. */
record BadLink(String name, Link link, Mode mode) implements Fault {

    @Override
    public Set<String> strikes() {
        return Set.of("link from " + link);
    }

    @Override
    public void prepare(Layout layout) {
        layout.proxy(link);
    }

    @Override
    public void strike(Target target) {
        target.layout().proxyOf(link).set(mode);
    }

    @Override
    public boolean hasStruck(Target target) {
        return target.layout().proxyOf(link).disturbed() > 0;
    }

    @Override
    public void heal(Target target) {
        var proxy = target.layout().proxyOf(link);
        proxy.set(new Mode.Pass());
        var struck = proxy.disturbed();
        target.say(name + ": " + struck + " connections or pieces were not simply passed on");
        if (struck == 0) {
            throw new Unavailable("nothing that it could strike went from " + link);
        }
    }
}
