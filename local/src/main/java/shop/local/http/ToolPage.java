package shop.local.http;

/** The look that the sandboxes' pages share. */
public final class ToolPage {

    private ToolPage() {}

    /**
     * A page in English.
     *
     * @param body trusted markup; what comes from elsewhere is escaped by whoever puts it in
     */
    public static String frame(String title, String body) {
        return "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + escaped(title)
                + "</title><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><style>"
                + ":root{color-scheme:light dark}"
                + "body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:3rem auto;padding:0 1rem;"
                + "color:light-dark(#1a1f36,#e8eaf0);background:light-dark(#fff,#14171f)}"
                + "table{border-collapse:collapse;width:100%;margin:1rem 0}caption{text-align:left;font-weight:600}"
                + "td,th{text-align:left;padding:.4rem .6rem;border-bottom:1px solid light-dark(#ccc,#444);overflow-wrap:anywhere}"
                + ".figure{text-align:right;font-variant-numeric:tabular-nums}"
                + "button{font:inherit;padding:.5rem 1.2rem;margin:0 .5rem .5rem 0;min-height:44px}"
                + ".main{background:#0f5c5c;color:#fff;border:1px solid #0f5c5c;border-radius:6px}"
                + "select{font:inherit;padding:.4rem;max-width:100%;min-height:44px}"
                + ".notice{color:light-dark(#b3093c,#ff8fa8)}"
                + "pre{background:light-dark(#f6f8fa,#1d212c);padding:1rem;overflow:auto}</style></head><body><main>"
                + body
                + "</main></body></html>";
    }

    /** Text as it stands in markup and in quoted attributes. */
    public static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
