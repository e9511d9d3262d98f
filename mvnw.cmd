@echo off
rem Runs the pinned Maven on a JDK 25, fetching Maven once; mvnw does the same on other systems.
setlocal enabledelayedexpansion
set "base=%~dp0"
call :find_jdk || exit /b 1
for /f "tokens=1,* delims==" %%a in ('type "%base%.mvn\wrapper\maven-wrapper.properties"') do (
    if "%%a"=="distributionUrl" set "url=%%b"
    if "%%a"=="distributionSha512Sum" set "sum=%%b"
)
for %%f in ("%url%") do set "archive=%%~nxf"
set "version=%archive:apache-maven-=%"
set "version=%version:-bin.zip=%"
if not "%MVNW_REPOURL%"=="" set "url=%MVNW_REPOURL%/org/apache/maven/apache-maven/%version%/%archive%"
if "%MAVEN_USER_HOME%"=="" set "MAVEN_USER_HOME=%USERPROFILE%\.m2"
set "dists=%MAVEN_USER_HOME%\wrapper\dists"
set "maven=%dists%\apache-maven-%version%"
if not exist "%maven%\bin\mvn.cmd" (
    echo Fetching Maven %version% 1>&2
    powershell -NoProfile -Command ^
        "$ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue';" ^
        "$work = Join-Path '%dists%' ('fetch.' + [guid]::NewGuid()); New-Item -ItemType Directory -Force $work | Out-Null;" ^
        "$zip = Join-Path $work 'maven.zip'; Invoke-WebRequest -UseBasicParsing '%url%' -OutFile $zip;" ^
        "$actual = (Get-FileHash $zip -Algorithm SHA512).Hash.ToLower();" ^
        "if ($actual -ne '%sum%') { Write-Error ('Maven %version%: SHA-512 is ' + $actual + ' (expected: %sum%)') };" ^
        "Expand-Archive $zip $work;" ^
        "if (-not (Test-Path '%maven%')) { Move-Item (Join-Path $work 'apache-maven-%version%') '%maven%' };" ^
        "Remove-Item -Recurse -Force $work"
    if errorlevel 1 (
        echo Maven %version% could not be fetched. Set MVNW_REPOURL to the base address of a Maven repository that you can reach. 1>&2
        exit /b 1
    )
)
call "%maven%\bin\mvn.cmd" %*
exit /b %errorlevel%

:find_jdk
for %%d in ("%JAVA_HOME%") do call :try_jdk "%%~d" && exit /b 0
for /d %%d in ("%ProgramFiles%\Eclipse Adoptium\*" "%ProgramFiles%\Java\*" "%ProgramFiles%\Microsoft\jdk-*" "%USERPROFILE%\.jdks\*") do (
    call :try_jdk "%%~d" && exit /b 0
)
echo No JDK 25 or later found. Install one (for example Eclipse Temurin 25) and set JAVA_HOME to its folder. 1>&2
exit /b 1

:try_jdk
if "%~1"=="" exit /b 1
if not exist "%~1\bin\javac.exe" exit /b 1
for /f "tokens=2 delims==" %%v in ('findstr /b JAVA_VERSION^= "%~1\release"') do set "found=%%~v"
for /f "delims=." %%m in ("%found%") do if %%m geq 25 (
    set "JAVA_HOME=%~1"
    exit /b 0
)
exit /b 1
