{{/* What selects the pods of one service: (dict "root" $ "name" "order-service") */}}
{{- define "shopfleet.selector" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end }}

{{- define "shopfleet.labels" -}}
{{ include "shopfleet.selector" . }}
app.kubernetes.io/part-of: shopfleet
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{- define "shopfleet.image" -}}
{{ .root.Values.image.prefix }}/{{ .name }}:{{ .root.Values.image.tag | default .root.Chart.AppVersion }}
{{- end }}

{{- define "shopfleet.fullname" -}}
{{ .root.Release.Name }}-{{ .name }}
{{- end }}

{{- define "shopfleet.secret" -}}
valueFrom: {secretKeyRef: {name: {{ .root.Values.secretName }}, key: {{ .key }}{{ if .optional }}, optional: true{{ end }}}}
{{- end }}

{{- define "shopfleet.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- define "shopfleet.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{/* What scales by processor time; KEDA makes an autoscaler of its own for consumers. */}}
{{- define "shopfleet.scales" -}}
{{- if .service.autoscaling.enabled -}}
hpa
{{- else if and .root.Values.keda.enabled .service.consumes -}}
keda
{{- end -}}
{{- end }}
