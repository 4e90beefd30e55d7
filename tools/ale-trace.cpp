// Plays a cartridge under the Arcade Learning Environment and prints a trace, the lines of src/Ale/Environment/GameTrace.cs, to hold the console
// against. Rules are those of the game that the file is named for, or, for other names, none: no reward, never over.
//
//   tools/ale-trace.sh FOLDER_OF_ALE'S_SOURCE CARTRIDGE [frames=60] [skip=1] [rap=0] [seed=0] [sound=1] [lc=PADDLES] ...
//
// sound=1 adds a hash of the sound to each line. Other words are ALE's own settings: lc, rc (controllers), cp (swapped paddles), format, ystart,
// height, type (bank switching). With checkpoint=500 it prints instead, every 500 frames, the lines of
// tests/Ale.Tests/Cartridges/ale-checkpoints.tsv.

#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>

#include "ale/common/Log.hpp"
#include "ale/emucore/Console.hxx"
#include "ale/emucore/M6502.hxx"
#include "ale/emucore/OSystem.hxx"
#include "ale/emucore/Settings.hxx"
#include "ale/emucore/System.hxx"
#include "ale/emucore/TIA.hxx"
#include "ale/environment/stella_environment.hpp"
#include "ale/games/Roms.hpp"
#include "version.hpp"

namespace {

using namespace ale;

// No reward, never over, no lives, every action.
struct NoRules : RomSettings {
    bool isTerminal() const override { return false; }
    reward_t getReward() const override { return 0; }
    const char* rom() const override { return "generic"; }
    const char* md5() const override { return ""; }
    RomSettings* clone() const override { return new NoRules(*this); }
    bool isMinimal(const Action&) const override { return true; }
    void step(const stella::System&) override {}
    void saveState(stella::Serializer&) override {}
    void loadState(stella::Deserializer&) override {}
    int lives() override { return 0; }
};

bool isOwn(const std::string& word) {
    return word == "frames" || word == "skip" || word == "rap" || word == "seed" || word == "sound" || word == "checkpoint";
}

constexpr uint64_t HashStart = 0xcbf29ce484222325u;

uint64_t fnv1a(uint64_t hash, const uint8_t* bytes, size_t count) {
    for (size_t i = 0; i < count; i++) hash = (hash ^ bytes[i]) * 0x100000001b3u;
    return hash;
}

struct Player {
    stella::OSystem system;
    stella::Settings settings{&system};
    std::unique_ptr<RomSettings> rules;
    std::unique_ptr<StellaEnvironment> environment;
    bool sounds;

    Player(const std::string& path, const std::map<std::string, std::string>& words) {
        settings.setInt("random_seed", std::stoi(words.at("seed")));
        settings.setInt("frame_skip", std::stoi(words.at("skip")));
        settings.setFloat("repeat_action_probability", std::stof(words.at("rap")));
        settings.setBool("display_screen", false);
        sounds = words.count("sound") || words.count("checkpoint");
        settings.setBool("sound_obs", sounds);
        for (const auto& [key, value] : words)
            if (!isOwn(key)) settings.setExternal(key, value);
        settings.validate();
        system.create();
        if (!system.createConsole(path)) std::exit(1);
        system.colourPalette().setPalette("standard", system.console().getFormat());
        rules.reset(buildRomRLWrapper(path, ""));
        if (!rules) rules = std::make_unique<NoRules>();
        rules->modifyEnvironmentSettings(settings);
        environment = std::make_unique<StellaEnvironment>(&system, rules.get());
        environment->reset();
    }

    int act(int action) { return environment->act(static_cast<Action>(action), PLAYER_B_NOOP, 1.0f, 1.0f); }

    uint64_t screen(uint64_t hash = HashStart) {
        const ALEScreen& screen = environment->getScreen();
        return fnv1a(hash, screen.getArray(), screen.arraySize());
    }

    uint64_t ram(uint64_t hash = HashStart) { return fnv1a(hash, environment->getRAM().array(), environment->getRAM().size()); }

    uint64_t audio(uint64_t hash = HashStart) { return fnv1a(hash, environment->getAudio().data(), environment->getAudio().size()); }

    void line(int frame, int action, int reward) {
        const auto& console = system.console();
        const auto& tia = static_cast<const stella::TIA&>(console.mediaSource());
        std::printf("%d,%d,%d,%d,%d,%016" PRIx64 ",%016" PRIx64 ",%u,%d,%04x", frame, action, reward, rules->lives(), rules->isTerminal() ? 1 : 0,
            screen(), ram(), static_cast<unsigned>(tia.myScanlineCountForLastFrame), static_cast<int>(console.system().cycles()),
            console.system().m6502().getPC() & 0x1FFF);
        if (sounds) std::printf(",%016" PRIx64, audio());
        std::printf("\n");
    }
};

void trace(Player& player, int frames) {
    std::printf("frame,action,reward,lives,game_over,screen_fnv1a64,ram_fnv1a64,scanlines,cycles,pc%s\n", player.sounds ? ",audio_fnv1a64" : "");
    player.line(0, -1, 0);
    uint64_t state = 1;
    for (int frame = 1; frame <= frames; frame++) {
        if (player.environment->isTerminal()) {
            player.environment->reset();
            player.line(frame - 1, -1, 0);
        }
        state = state * 6364136223846793005u + 1442695040888963407u;
        int action = static_cast<int>((state >> 33) % 18);
        int reward = player.act(action);
        player.line(frame, action, reward);
    }
}

void checkpoints(Player& player, const std::string& md5, int frames, int interval) {
    const ActionVect actions = player.rules->getMinimalActionSet();
    uint64_t hash = HashStart, audio = HashStart;
    uint32_t random = 1;
    int rewards = 0, action = 0;
    for (int frame = 0; frame < frames;) {
        if (player.environment->isTerminal()) player.environment->reset();
        if (frame++ % 6 == 0) {
            random = random * 1664525u + 1013904223u;
            action = actions[(random >> 16) % actions.size()];
        }
        rewards += player.act(action);
        hash = player.ram(player.screen(hash));
        audio = player.audio(audio);
        if (frame % interval == 0)
            std::printf("%s\t%s\t%d\t%d\t%016" PRIx64 "\t%016" PRIx64 "\n", player.rules->rom(), md5.c_str(), frame, rewards, hash, audio);
    }
}

}  // namespace

int main(int count, char** arguments) {
    if (count < 2) return std::fprintf(stderr, "ale-trace CARTRIDGE [key=value ...]\n"), 2;
    Logger::setMode(Logger::Error);
    std::map<std::string, std::string> words{{"frames", "60"}, {"skip", "1"}, {"rap", "0"}, {"seed", "0"}};
    for (int i = 2; i < count; i++) {
        const std::string word = arguments[i];
        const size_t equals = word.find('=');
        if (equals == std::string::npos) return std::fprintf(stderr, "%s: expected key=value\n", word.c_str()), 2;
        words[word.substr(0, equals)] = word.substr(equals + 1);
    }
    Player player(arguments[1], words);
    const stella::Properties& properties = player.system.console().properties();
    const std::string md5 = properties.get(stella::Cartridge_MD5);
    const int frames = std::stoi(words["frames"]);
    if (words.count("checkpoint")) {
        checkpoints(player, md5, frames, std::stoi(words["checkpoint"]));
        return 0;
    }
    std::printf("# ale=%s md5=%s\n#", ALE_VERSION, md5.c_str());
    for (const auto& [key, value] : words) std::printf(" %s=%s", key.c_str(), value.c_str());
    std::printf("\n");
    trace(player, frames);
    return 0;
}
